export {};
//# sourceMappingURL=other-origin.spec.d.ts.map