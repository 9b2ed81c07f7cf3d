import CKernels
import Testing

@testable import Models

extension EngineTests {
  struct KernelBenchmarkTests {
    @Test func everyKernelIsMeasured() {
      let measured = Set(KernelCase.all.map(\.kernel))
      var number = 0
      while let label = ae_kernel_label(number) {
        #expect(measured.contains(String(cString: label)))
        number += 1
      }
      #expect(number == measured.count)
    }

    @Test func numbersThatAreUsedAgainStayNumbers() {
      for kernelCase in KernelCase.all {
        for _ in 0..<3 { kernelCase.call() }
      }
      let rates = KernelBenchmark(samples: 1).rates()
      #expect(rates.allSatisfy { $0.median > 0 && $0.median.isFinite && $0.bound > 0 })
    }

    @Test(arguments: KernelVariants.here)
    func thePeakIsThatOfNumbersThatMeetOne(variant: String) throws {
      try KernelVariants.use(variant) {
        var mean: Float = 0
        let operations = ae_peak(10, 0.5, &mean)
        #expect(operations > 0 && operations.isMultiple(of: 2 * 16 * 10))
        // The k-th of n sums begins at k, and halves its distance from 1 ten times.
        let sums = operations / (2 * 16 * 10)
        let start = Double(sums - 1) / 2
        #expect(abs(Double(mean) - (1 + (start - 1) / 1024)) < 1e-6)
      }
    }
  }
}
