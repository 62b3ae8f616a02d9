import type { Locator, Page } from '@playwright/test';
/** The table of a resource in the data browser. */
export declare class DataTablePage {
    readonly heading: Locator;
    readonly search: Locator;
    /** The region that scrolls, with the table in it. */
    readonly region: Locator;
    readonly rows: Locator;
    readonly chips: Locator;
    readonly filterButton: Locator;
    readonly filterPanel: Locator;
    readonly viewsButton: Locator;
    readonly views: Locator;
    readonly next: Locator;
    readonly previous: Locator;
    /** Which rows of how many. */
    readonly range: Locator;
    /** What can be done with what is selected. */
    readonly selection: Locator;
    readonly dialog: Locator;
    private readonly page;
    private readonly main;
    constructor(page: Page);
    open(resource: string, query?: string): Promise<void>;
    /** The row of this name. */
    row(name: string): Locator;
    link(name: string): Locator;
    /** The names of the rows, from the top. */
    names(): Locator;
    head(label: string): Locator;
    sortBy(label: string): Promise<void>;
    /** Adds a filter through the panel. */
    filterBy(field: string, way: string, value?: string): Promise<void>;
    select(name: string): Promise<void>;
    showColumn(label: string): Promise<void>;
    /** Waits for the table that a link leads to. */
    arrive(): Promise<void>;
}
//# sourceMappingURL=data-table-page.d.ts.map