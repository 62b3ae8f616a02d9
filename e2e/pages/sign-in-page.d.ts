import type { Locator, Page } from '@playwright/test';
/** Where a person with an account comes in. */
export declare class SignInPage {
    readonly email: Locator;
    readonly password: Locator;
    readonly submit: Locator;
    /** What went wrong, read out at once. */
    readonly failure: Locator;
    private readonly page;
    constructor(page: Page);
    open(next?: string): Promise<void>;
    signIn({ email, password }: {
        email: string;
        password: string;
    }): Promise<void>;
}
//# sourceMappingURL=sign-in-page.d.ts.map