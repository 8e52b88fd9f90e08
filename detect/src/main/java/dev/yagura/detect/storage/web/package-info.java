/** Programs among the files of a web server that do what a visitor says. */
@NullMarked
package dev.yagura.detect.storage.web;

import org.jspecify.annotations.NullMarked;
