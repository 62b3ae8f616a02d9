import type { Locator, Page } from '@playwright/test';
/** What stands around every page: header, menu of the account, toasts. */
export declare class Frame {
    readonly main: Locator;
    readonly heading: Locator;
    readonly skipLink: Locator;
    readonly signInLink: Locator;
    readonly newArticleLink: Locator;
    readonly colours: Locator;
    /** The button of whoever is signed in. */
    readonly account: Locator;
    private readonly page;
    constructor(page: Page);
    /** A short message that goes away by itself. */
    toast(text: string | RegExp): Locator;
    /** Opens the menu of the account and takes one of its entries. */
    choose(name: string): Promise<void>;
    /** An entry of the account's menu: a link, or a button. */
    entry(name: string): Locator;
}
//# sourceMappingURL=frame.d.ts.map