/// Exact division and scaling of whole numbers; every division here names its rounding.
public enum Decimals {
    /// `numerator ÷ denominator`, half-way cases to the even neighbour; `denominator` is above zero.
    public static func divideHalfEven(_ numerator: Int128, by denominator: Int128) -> Int128 {
        // A denominator of zero or less would be a mistake of ours: all callers pass constants.
        precondition(denominator > 0)
        var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        if remainder < 0 {
            quotient -= 1
            remainder += denominator
        }
        let twice = remainder * 2
        if twice > denominator || (twice == denominator && quotient & 1 == 1) { quotient += 1 }
        return quotient
    }

    /// Ten to the power of `digits`, for 0 to 18 digits.
    public static func power(of digits: Int) -> Int64 {
        (0..<digits).reduce(1) { value, _ in value * 10 }
    }
}
