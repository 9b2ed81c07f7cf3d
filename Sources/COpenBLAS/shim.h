// OpenBLAS' cblas, and the one LAPACK routine that is used, by its Fortran name (its C header is
// not part of every OpenBLAS package).
#pragma once
#include <cblas.h>

/// LAPACK's symmetric eigenvalue solver, double precision. All arguments by reference.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info);
