export {};
//# sourceMappingURL=conduit-safety.spec.d.ts.map