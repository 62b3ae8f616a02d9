export {};
//# sourceMappingURL=two-writers.spec.d.ts.map