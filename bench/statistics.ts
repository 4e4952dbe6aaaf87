/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Growth exponent between neighbouring sizes: 1 is linear, 2 quadratic. */
export function exponent(fromSize: number, fromTime: number, toSize: number, toTime: number): number {
  return Math.log(toTime / fromTime) / Math.log(toSize / fromSize);
}

/** Growth exponent over several sizes: the slope of the least-squares line through the logarithms. */
export function overallExponent(points: readonly { size: number; time: number }[]): number {
  const logarithms = points.map(({ size, time }) => [Math.log(size), Math.log(time)]);
  const mean = (index: number) => logarithms.reduce((sum, point) => sum + point[index], 0) / logarithms.length;
  const [meanSize, meanTime] = [mean(0), mean(1)];
  const covariance = logarithms.reduce((sum, [size, time]) => sum + (size - meanSize) * (time - meanTime), 0);
  return covariance / logarithms.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0);
}

/** Rows as a table with aligned columns, the first row its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows.map(row => row.map((cell, column) => cell.padStart(widths[column])).join('  ').trimEnd()).join('\n');
}
