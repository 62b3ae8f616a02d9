export {};
//# sourceMappingURL=conduit-writing.spec.d.ts.map