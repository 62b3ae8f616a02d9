import type { Page, Response } from '@playwright/test';
/** Opens a page of this site and waits until its scripts answer to clicks and keys. */
export declare function visit(page: Page, path: string): Promise<Response | null>;
/** Waits until the scripts of the page answer to clicks and keys, after a link has led to it. */
export declare function untilInteractive(page: Page): Promise<void>;
//# sourceMappingURL=visit.d.ts.map