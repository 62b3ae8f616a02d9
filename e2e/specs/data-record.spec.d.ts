export {};
//# sourceMappingURL=data-record.spec.d.ts.map