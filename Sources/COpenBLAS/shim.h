// OpenBLAS' cblas, and the LAPACK routines that are used, by their Fortran names (its C header is
// not part of every OpenBLAS package).
#pragma once
#include <cblas.h>

/// LAPACK's symmetric eigenvalue solver, double precision. All arguments by reference.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info);

/// LAPACK's solver of A X = B for a symmetric positive definite A, double precision.
void dposv_(const char *uplo, const int *n, const int *nrhs, double *a, const int *lda, double *b,
            const int *ldb, int *info);
