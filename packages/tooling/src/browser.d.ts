/** So that the browser also starts as root and in a container, and asks nothing of the network on its own. */
export declare const browserArgs: readonly string[];
/**
 * The path of a Chrome or Chromium that starts: the one that CHROMIUM_PATH names, an installed one, Playwright's own, and only
 * then one that is installed now. Throws with what to do where none can be had.
 */
export declare function findBrowser(root?: string): Promise<string>;
//# sourceMappingURL=browser.d.ts.map