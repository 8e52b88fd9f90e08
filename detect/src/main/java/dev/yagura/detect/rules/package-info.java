/**
 * Rules written in YAML over the views of a guest: a detector without Java.
 *
 * <p>A rule names a view and a condition over its columns, by their own names or by Falco's and
 * Sigma's ({@code docs/rules.md}). Rule files and rows are hostile: sizes, nesting and expansion
 * are bounded, and matching takes time in proportion to the text.
 */
@NullMarked
package dev.yagura.detect.rules;

import org.jspecify.annotations.NullMarked;
