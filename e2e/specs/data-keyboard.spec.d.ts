export {};
//# sourceMappingURL=data-keyboard.spec.d.ts.map