import type { Locator, Page } from '@playwright/test';
/** All published articles, narrowed by search and tag. */
export declare class HomePage {
    readonly search: Locator;
    /** How many articles there are. */
    readonly count: Locator;
    readonly tags: Locator;
    readonly loadMore: Locator;
    readonly articles: Locator;
    private readonly page;
    constructor(page: Page);
    open(path?: string): Promise<void>;
    /** The link to the article of this title. */
    article(title: string): Locator;
    tag(name: string): Locator;
}
//# sourceMappingURL=home-page.d.ts.map