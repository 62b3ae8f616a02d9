export {};
//# sourceMappingURL=phone.spec.d.ts.map