// The product itself, from its sources: YIZHAN_REPO names its folder, and Node runs with its tsx.
export const { start } = await import(`${process.env.YIZHAN_REPO}/bench/peers/yizhan/server.ts`);
