export {};
//# sourceMappingURL=data-import.spec.d.ts.map