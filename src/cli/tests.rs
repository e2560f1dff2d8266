//! Whole command lines.
