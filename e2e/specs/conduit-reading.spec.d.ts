export {};
//# sourceMappingURL=conduit-reading.spec.d.ts.map