/// The model's sequence also serves the real code, so that a seed gives the same identities each time.
extension ModelRandom: RandomNumberGenerator {}
