import type { Locator, Page } from '@playwright/test';
/** Where the password is changed. */
export declare class PasswordPage {
    readonly current: Locator;
    readonly next: Locator;
    readonly submit: Locator;
    readonly failure: Locator;
    private readonly page;
    constructor(page: Page);
    open(): Promise<void>;
    change(from: string, to: string): Promise<void>;
}
//# sourceMappingURL=password-page.d.ts.map