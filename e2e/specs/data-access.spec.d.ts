export {};
//# sourceMappingURL=data-access.spec.d.ts.map