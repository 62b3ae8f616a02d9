export {};
//# sourceMappingURL=reference.spec.d.ts.map