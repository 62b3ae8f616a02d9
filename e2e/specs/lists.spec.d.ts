export {};
//# sourceMappingURL=lists.spec.d.ts.map