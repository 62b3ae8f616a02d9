import { type Locator, type Page } from '@playwright/test';
/** A form with a field of every kind: see `fixtures/concerts.ts`. */
export declare class ConcertForm {
    private readonly main;
    constructor(page: Page);
    /** An input by its whole label. */
    input(label: string): Locator;
    fill(values: Readonly<Record<string, string>>): Promise<void>;
    /** What is said of each field: of an input, or of the parts of one value. */
    expectRefusals(refusals: Readonly<Record<string, string | RegExp>>): Promise<void>;
}
//# sourceMappingURL=concert-form.d.ts.map