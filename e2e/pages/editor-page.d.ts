import type { Locator, Page } from '@playwright/test';
/** Where an article is written. */
export declare class EditorPage {
    readonly title: Locator;
    readonly description: Locator;
    readonly tags: Locator;
    readonly body: Locator;
    readonly write: Locator;
    readonly previewTab: Locator;
    readonly preview: Locator;
    readonly save: Locator;
    readonly publish: Locator;
    /** Whether it is saved. */
    readonly state: Locator;
    /** What stands in the way: a conflict, unsaved text from before, a failure. */
    readonly notice: Locator;
    private readonly page;
    constructor(page: Page);
    open(slug?: string): Promise<void>;
    /** Waits for the editor that a link leads to. */
    arrive(): Promise<void>;
    addTag(tag: string): Promise<void>;
}
//# sourceMappingURL=editor-page.d.ts.map