"""Files of programmes in, results out: :mod:`read`, :mod:`write`, :mod:`classify`."""
