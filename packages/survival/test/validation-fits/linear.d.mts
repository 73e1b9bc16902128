declare const sign: unknown;
export default sign;
