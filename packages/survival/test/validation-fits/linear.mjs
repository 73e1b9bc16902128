// Fits that workers load: without TypeScript, and slower for the first replicates, so that they end out of order.

/** The covariate's sign by its covariance with time: a model that depends on its rows. */
export default async function sign(rows, { data, replicate }) {
  await new Promise((resolve) => setTimeout(resolve, replicate < 3 ? 30 : 0));
  const mean = (values) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
  const [time, x] = [mean(data.time), mean(data.x)];
  const slope = -rows.reduce((sum, row) => sum + (data.time[row] - time) * (data.x[row] - x), 0) / rows.length;
  return (scored) => Array.from(scored, (row) => slope * data.x[row] + 0.1 * Math.sin(row * replicate));
}

export function failsOnThree(rows, context) {
  if (context.replicate === 3) throw new RangeError('three is too many');
  return sign(rows, context);
}

export function givesNothing() {
  return undefined;
}

export function dies() {
  setTimeout(() => {
    throw new Error('died');
  });
  return new Promise(() => {});
}

export async function never() {
  await new Promise(() => {});
}
