import type { Locator, Page } from '@playwright/test';
/** One article, with what its author can do with it. */
export declare class ArticlePage {
    readonly heading: Locator;
    /** Its text, as it was rendered. */
    readonly text: Locator;
    readonly tags: Locator;
    readonly draftNote: Locator;
    readonly edit: Locator;
    readonly publish: Locator;
    readonly unpublish: Locator;
    readonly remove: Locator;
    readonly confirmation: Locator;
    constructor(page: Page);
}
//# sourceMappingURL=article-page.d.ts.map