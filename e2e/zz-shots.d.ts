export {};
//# sourceMappingURL=zz-shots.d.ts.map