export {};
//# sourceMappingURL=new-noun.spec.d.ts.map