/**
 * Fuzz targets, one class each, in the form that Jazzer calls: {@code fuzzerTestOneInput(byte[])}.
 *
 * <p>A target lets the exceptions pass that a parser documents; any other is a finding, and so is a
 * broken invariant. Seeds and past findings are in {@code corpus/} of this module.
 */
@NullMarked
package dev.yagura.fuzz;

import org.jspecify.annotations.NullMarked;
