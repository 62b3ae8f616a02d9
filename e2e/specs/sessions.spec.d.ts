export {};
//# sourceMappingURL=sessions.spec.d.ts.map