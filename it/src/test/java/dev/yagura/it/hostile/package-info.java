/**
 * Guests whose kernel structures are what no kernel leaves behind, made out of the cores of real
 * ones.
 */
@NullMarked
package dev.yagura.it.hostile;

import org.jspecify.annotations.NullMarked;
