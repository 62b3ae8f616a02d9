export {};
//# sourceMappingURL=writing.spec.d.ts.map