export {};
//# sourceMappingURL=conduit-session.spec.d.ts.map