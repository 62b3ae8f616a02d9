export {};
//# sourceMappingURL=colours.spec.d.ts.map