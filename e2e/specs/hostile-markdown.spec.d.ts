export {};
//# sourceMappingURL=hostile-markdown.spec.d.ts.map