// From the rounds' figures to tables and verdicts.
import os from 'node:os';
import { geometricMean, median } from './statistics.mjs';

/**
 * One row a case: the medians of both sides over the rounds, and the ratio node / python: the median of the rounds' own
 * ratios with the least and greatest. `way` is 'node', as our launchers start it, or 'plain'. A machine that changes
 * its speed between rounds changes both sides of a pair.
 */
export function rows(names, results, way = 'node') {
  return names.map((name) => {
    const node = results.map((round) => round[way].cases[name].median);
    const row = { name, node: median(node), nodeLeast: Math.min(...results.map((r) => r[way].cases[name].min)) };
    if (results[0].python === null) return row;
    const python = results.map((round) => round.python.cases[name].median);
    const ratios = node.map((time, i) => time / python[i]);
    return {
      ...row,
      python: median(python),
      pythonLeast: Math.min(...results.map((r) => r.python.cases[name].min)),
      ratio: median(ratios),
      ratioLow: Math.min(...ratios),
      ratioHigh: Math.max(...ratios),
    };
  });
}

/** Geometric mean and worst case of rows that have ratios, else null. */
export function summary(table) {
  if (table[0].ratio === undefined) return null;
  const worst = table.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  const mean = geometricMean(table.map((row) => row.ratio));
  return { geometricMean: mean, worst: worst.name, worstRatio: worst.ratio };
}

export function machine(versions = {}) {
  return {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    ...versions,
  };
}

export function machineLine(versions) {
  const m = machine(versions);
  const python = m.torch ? `, Python ${m.python}, PyTorch ${m.torch}` : '';
  return `${m.cpu}, ${m.cores} cores, ${m.memoryGb} GB, ${m.platform}, Node ${m.node}${python}, one thread a side`;
}

/** Text columns: the first left, the others right. */
export function textTable(header, lines) {
  const all = [header, ...lines];
  const widths = header.map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const print = (line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ').trimEnd();
  return [print(header), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(print)].join('\n');
}

/** Nanoseconds as microseconds with three figures that count. */
export function microseconds(ns) {
  const us = ns / 1000;
  return us >= 100 ? us.toFixed(0) : us >= 10 ? us.toFixed(1) : us.toFixed(2);
}

/** One line a case: times of both sides, ratio, its range over the rounds. */
export function caseTable(table) {
  if (table[0].ratio === undefined) {
    const lines = table.map((row) => [row.name, microseconds(row.node), microseconds(row.nodeLeast)]);
    return textTable(['case', 'nodetorch us', 'least us'], lines);
  }
  const lines = table.map((row) => [
    row.name,
    microseconds(row.node),
    microseconds(row.python),
    row.ratio.toFixed(2),
    `${row.ratioLow.toFixed(2)}-${row.ratioHigh.toFixed(2)}`,
  ]);
  return textTable(['case', 'nodetorch us', 'PyTorch us', 'ratio', 'range'], lines);
}

/** Cases named 'row, column' as a grid of ratios (without Python: of nodetorch's microseconds). */
export function gridTable(table) {
  const split = table.map((row) => ({ ...row, key: row.name.split(', ') }));
  const columns = [...new Set(split.map((row) => row.key[1]))];
  const names = [...new Set(split.map((row) => row.key[0]))];
  const cell = (name, column) => {
    const row = split.find(({ key }) => key[0] === name && key[1] === column);
    if (row === undefined) return '';
    return row.ratio === undefined ? microseconds(row.node) : row.ratio.toFixed(2);
  };
  const corner = table[0].ratio === undefined ? 'nodetorch us' : 'ratio';
  return textTable([corner, ...columns], names.map((name) => [name, ...columns.map((column) => cell(name, column))]));
}

/** One line a target: met, or missed and by which cases. `limit(name)` is the greatest ratio allowed to a case. */
export function verdicts(table, { limit, mean }) {
  const result = summary(table);
  const lines = [];
  const over = table.filter((row) => row.ratio > limit(row.name));
  const list = over.map((row) => `${row.name} ${row.ratio.toFixed(2)} (limit ${limit(row.name)})`);
  lines.push(over.length === 0 ? 'every case within its limit: met' : `over the limit: ${list.join('; ')}`);
  if (mean !== undefined) {
    const met = result.geometricMean <= mean ? 'met' : 'missed';
    lines.push(`geometric mean <= ${mean}: ${met}`);
  }
  return lines;
}
