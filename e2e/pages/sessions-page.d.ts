import type { Locator, Page } from '@playwright/test';
/** Where one is signed in, and the tokens of programs. */
export declare class SessionsPage {
    readonly sessions: Locator;
    readonly endAllOthers: Locator;
    readonly tokenName: Locator;
    readonly tokenLifetime: Locator;
    readonly createToken: Locator;
    readonly newToken: Locator;
    private readonly page;
    constructor(page: Page);
    open(): Promise<void>;
    /** Ends the session of a device, or a token, by its name in the list. */
    end(name: string): Promise<void>;
}
//# sourceMappingURL=sessions-page.d.ts.map