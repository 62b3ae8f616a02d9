export {};
//# sourceMappingURL=signing-in.spec.d.ts.map