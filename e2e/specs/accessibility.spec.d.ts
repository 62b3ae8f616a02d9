export {};
//# sourceMappingURL=accessibility.spec.d.ts.map