export {};
//# sourceMappingURL=profile.spec.d.ts.map