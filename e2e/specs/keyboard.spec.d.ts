export {};
//# sourceMappingURL=keyboard.spec.d.ts.map