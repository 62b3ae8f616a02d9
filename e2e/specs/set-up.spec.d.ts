export {};
//# sourceMappingURL=set-up.spec.d.ts.map