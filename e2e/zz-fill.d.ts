export {};
//# sourceMappingURL=zz-fill.d.ts.map