export {};
//# sourceMappingURL=data-table.spec.d.ts.map