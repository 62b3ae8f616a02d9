import type { Locator, Page } from '@playwright/test';
/** What everyone sees of one's account. */
export declare class ProfilePage {
    readonly name: Locator;
    readonly username: Locator;
    readonly about: Locator;
    readonly picture: Locator;
    readonly save: Locator;
    readonly failure: Locator;
    private readonly page;
    constructor(page: Page);
    open(): Promise<void>;
}
//# sourceMappingURL=profile-page.d.ts.map