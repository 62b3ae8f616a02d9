import type { Locator, Page } from '@playwright/test';
import type { Credentials } from '../fixtures/people.ts';
/** Where an account is made: for everyone, and by the set-up link for the operator. */
export declare class SignUpPage {
    readonly name: Locator;
    readonly email: Locator;
    readonly password: Locator;
    readonly submit: Locator;
    readonly failure: Locator;
    private readonly page;
    constructor(page: Page);
    open(): Promise<void>;
    signUp({ name, email, password }: Credentials): Promise<void>;
}
//# sourceMappingURL=sign-up-page.d.ts.map