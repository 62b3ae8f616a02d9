import type { Locator, Page } from '@playwright/test';
/** What one has begun and not published. */
export declare class DraftsPage {
    private readonly page;
    constructor(page: Page);
    open(): Promise<void>;
    /** The link that goes on with a draft. */
    draft(title: string): Locator;
}
//# sourceMappingURL=drafts-page.d.ts.map