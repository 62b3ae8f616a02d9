import type { Locator, Page } from '@playwright/test';
/** A row in the data browser, or the form of a new one. */
export declare class DataRecordPage {
    readonly heading: Locator;
    readonly save: Locator;
    /** What stands in the way of a save. */
    readonly notice: Locator;
    readonly details: Locator;
    readonly historyTab: Locator;
    readonly history: Locator;
    readonly dialog: Locator;
    private readonly page;
    private readonly main;
    constructor(page: Page);
    open(resource: string, id: string): Promise<void>;
    field(label: string): Locator;
    button(name: string): Locator;
    /** The events of the row, the newest first. */
    events(): Locator;
    /** Waits for the row that a link leads to. */
    arrive(): Promise<void>;
}
//# sourceMappingURL=data-record-page.d.ts.map